"""What answers requests: assembles pages and documents from selectors; decides nothing."""
