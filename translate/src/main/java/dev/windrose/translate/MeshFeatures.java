package dev.windrose.translate;

import java.util.List;
import java.util.Map;

/** The features of the Gateway API that an XMesh's status names, in the order of the alphabet as the specification asks. */
final class MeshFeatures {
    private static final List<String> NAMES = List.of(
            "GRPCRoute",
            "HTTPRoute",
            "HTTPRoute303RedirectStatusCode",
            "HTTPRoute307RedirectStatusCode",
            "HTTPRoute308RedirectStatusCode",
            "HTTPRouteParentRefPort",
            "HTTPRouteResponseHeaderModification",
            "Mesh",
            "MeshClusterIPMatching",
            "MeshConsumerRoute",
            "MeshHTTPRouteBackendRequestHeaderModification",
            "MeshHTTPRouteNamedRouteRule",
            "MeshHTTPRouteQueryParamMatching",
            "MeshHTTPRouteRedirectPath",
            "MeshHTTPRouteRedirectPort",
            "MeshHTTPRouteRewritePath",
            "MeshHTTPRouteSchemeRedirect");

    private MeshFeatures() {}

    static List<Map<String, String>> tree() {
        return NAMES.stream().map(name -> Map.of("name", name)).toList();
    }
}
