package dev.windrose.kubernetes;

import java.util.List;
import java.util.Map;

/** The features of the Gateway API that a GatewayClass's status names, in the order of the alphabet as the specification asks. */
final class SupportedFeatures {
    /** A name comes here when the public suite passes the feature's tests. */
    private static final List<String> NAMES = List.of(
            "Gateway",
            "GatewayAddressEmpty",
            "GatewayInfrastructure",
            "GatewayPort8080",
            "GatewayStaticAddresses",
            "HTTPRoute",
            "ReferenceGrant");

    private SupportedFeatures() {}

    static List<Map<String, String>> tree() {
        return NAMES.stream().map(name -> Map.of("name", name)).toList();
    }
}
