/** Addresses for Gateways: those they ask for, or one each from a pool, the same again after a restart. */
@NullMarked
package dev.windrose.kubernetes.address;

import org.jspecify.annotations.NullMarked;
