/**
 * The PROXY protocol, versions 1 and 2: a load balancer in front says in a header who the client is. Believed from named addresses only.
 */
@NullMarked
package dev.windrose.transport.proxyprotocol;

import org.jspecify.annotations.NullMarked;
