/**
 * Certificates and private keys in PEM, read in one way by whoever looks whether they can be used and by whoever uses them: what the one accepts the
 * other must not refuse.
 */
@NullMarked
package dev.windrose.model.pem;

import org.jspecify.annotations.NullMarked;
