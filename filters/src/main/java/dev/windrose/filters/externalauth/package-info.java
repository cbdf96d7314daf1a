/**
 * Asks another service whether a request may pass (GEP-1494), by plain HTTP or by the gRPC protocol {@code envoy.service.auth.v3}. The few messages of
 * the latter are read and written here, since the request path is to carry no protobuf library. Whatever goes wrong denies.
 */
@NullMarked
package dev.windrose.filters.externalauth;

import org.jspecify.annotations.NullMarked;
