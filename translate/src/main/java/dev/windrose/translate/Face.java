package dev.windrose.translate;

import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.Listener.RouteKind;
import dev.windrose.documents.kind.Namespaces;
import dev.windrose.model.HostPattern;
import dev.windrose.translate.AttachPoint.Speech;
import dev.windrose.translate.Listeners.Through;
import java.util.List;

/**
 * What routes see of a listener: as long as it stays the same they need not be translated again, whatever becomes of certificates and conflicts.
 *
 * @param id names the listener within one translation
 * @param namespace of the Gateway or ListenerSet that has it
 * @param kinds of routes that fit both what is spoken and what the listener asks for
 */
record Face(
        String id,
        Through gateway,
        String namespace,
        Listener listener,
        Speech speech,
        HostPattern host,
        List<RouteKind> kinds) {
    boolean allowsKind(String kind) {
        return kinds.contains(new RouteKind(AttachPoint.GROUP, kind));
    }

    boolean allowsNamespace(String other, Directory directory) {
        Namespaces namespaces = listener.allowed().namespaces();
        return namespaces.allow(other.equals(namespace), directory.namespaceLabels(other));
    }

    /** Whether TLS goes through unopened. */
    boolean isPassthrough() {
        Listener.Tls tls = listener.tls();
        return speech == Speech.TLS && tls != null && tls.mode().equals("Passthrough");
    }
}
