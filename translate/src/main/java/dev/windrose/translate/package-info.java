/**
 * From documents to the model: a pure and total function. It resolves classes, attachment, references and grants as the Gateway API
 * specifies; a mistake becomes a destination that fails closed, a status and a problem, and never touches its neighbours.
 */
@NullMarked
package dev.windrose.translate;

import org.jspecify.annotations.NullMarked;
