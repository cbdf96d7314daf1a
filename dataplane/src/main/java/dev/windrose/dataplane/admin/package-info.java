/**
 * The way in for those who operate a proxy: a small server on the loopback address that tells health, metrics, configuration and certificates,
 * and takes a few orders. It shows no secret, believes no browser that was sent by another site, and knows the proxy only through
 * {@link dev.windrose.dataplane.admin.AdminSource}.
 */
@NullMarked
package dev.windrose.dataplane.admin;

import org.jspecify.annotations.NullMarked;
