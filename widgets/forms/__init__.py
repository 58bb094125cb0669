"""Forms made from the types of specs, and specs read back from forms. Knows no format."""
