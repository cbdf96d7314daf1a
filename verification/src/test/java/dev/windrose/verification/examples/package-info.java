/** The examples of {@code examples/kinds} do what they say: each is checked, and those that carry anything carry a real request. */
@NullMarked
package dev.windrose.verification.examples;

import org.jspecify.annotations.NullMarked;
