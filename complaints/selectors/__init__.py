"""What the channel's pages read. Nothing here opens a sealed value."""
