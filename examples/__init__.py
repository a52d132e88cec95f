"""Ships as xltrack.examples: the example plan that `xltrack demo` runs on."""
