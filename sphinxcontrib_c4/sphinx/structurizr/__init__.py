"""structurizr."""
