/**
 * The pages of docs/reference, made from the code: what can be enumerated is not written twice. A page that differs from what the code gives fails the
 * build, and one command writes all of them.
 */
@NullMarked
package dev.windrose.verification.reference;

import org.jspecify.annotations.NullMarked;
