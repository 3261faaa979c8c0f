"""Working days: pure arithmetic, holiday notices as versioned data, the calculator."""
