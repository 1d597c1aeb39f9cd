"""Scripts, styles and the icon of the web page."""
