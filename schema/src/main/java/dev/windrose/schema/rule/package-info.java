/**
 * Validations in the Common Expression Language, evaluated by its library in the environment that the API server gives them. Apart from the rest,
 * because loading the library is most of what a check costs: nothing outside this package touches it, and nothing of this package is loaded before a schema is.
 */
@NullMarked
package dev.windrose.schema.rule;

import org.jspecify.annotations.NullMarked;
