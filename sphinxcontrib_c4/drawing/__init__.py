"""Drawing: how a view looks, as SVG and as prose."""
