/**
 * TLS on both sides of the proxy: certificates chosen by the client's hello, resumption by rotating tickets, SPIFFE identities inside the mesh, and
 * verified connections to endpoints. BoringSSL where its library loads, else the JDK.
 */
@NullMarked
package dev.windrose.transport.tls;

import org.jspecify.annotations.NullMarked;
