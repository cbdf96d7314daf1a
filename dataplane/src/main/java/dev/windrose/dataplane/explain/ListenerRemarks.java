package dev.windrose.dataplane.explain;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.ListenerSet;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Listeners that are written, and would take what is asked about, but do not run as written. */
final class ListenerRemarks {
    private final Written written;
    private final Known known;
    private final Asked asked;
    private final List<Remark> remarks = new ArrayList<>();
    /** Gateways and ListenerSets with a listener for it that lacks something it refers to. */
    private final List<Document> unresolved = new ArrayList<>();

    ListenerRemarks(Written written, Known known, Asked asked) {
        this.written = written;
        this.known = known;
        this.asked = asked;
    }

    List<Remark> all() {
        for (Document document : written.documents().all()) {
            if (document instanceof Gateway gateway) {
                listeners(gateway, gateway.listeners());
            } else if (document instanceof ListenerSet set) {
                listeners(set, set.listeners());
            }
        }
        return remarks;
    }

    List<Document> unresolved() {
        return unresolved;
    }

    private void listeners(Document owner, List<Listener> listeners) {
        List<Listener> fitting =
                listeners.stream().filter(each -> Known.comesTo(asked, each)).toList();
        if (fitting.isEmpty()) {
            return;
        }
        DocumentStatus status = known.status(owner);
        String absence = known.absence(owner);
        if (absence != null) {
            add("listener not running", Known.object(owner), owner, absence);
            return;
        }
        if (status == null || status.conditions().isEmpty()) {
            add("not ours", Known.object(owner), owner, foreign(owner));
            return;
        }
        for (Listener listener : fitting) {
            listener(owner, listener, status);
        }
    }

    private void listener(Document owner, Listener listener, DocumentStatus status) {
        String name = owner.metadata().key() + "/" + listener.name();
        ListenerStatus own = status.listeners().stream()
                .filter(each -> each.name().equals(listener.name()))
                .findFirst()
                .orElse(null);
        if (own == null) {
            Condition refusal = Known.unmet(status.conditions(), "Accepted", "Programmed");
            remarks.add(new Remark(
                    "listener not running",
                    name,
                    listener.at().toString(),
                    refusal == null ? "it has no status" : Known.text(refusal),
                    null));
            return;
        }
        Condition worst = worst(own.conditions());
        if (worst != null) {
            boolean running = Known.unmet(own.conditions(), "Programmed") == null;
            remarks.add(new Remark(
                    running ? "listener" : "listener not running",
                    name,
                    listener.at().toString(),
                    Known.text(worst),
                    null));
            if (worst.reason().equals("RefNotPermitted")) {
                unresolved.add(owner);
            }
        }
    }

    private static @Nullable Condition worst(List<Condition> conditions) {
        for (Condition condition : conditions) {
            if (condition.type().equals("Conflicted") && condition.holds()) {
                return condition;
            }
        }
        return Known.unmet(conditions, "Accepted", "ResolvedRefs", "Programmed");
    }

    private static String foreign(Document owner) {
        if (owner instanceof Gateway gateway) {
            return "its gatewayClassName " + gateway.className() + " is no class of this controller";
        }
        return "its Gateway is not one of this controller";
    }

    private void add(String topic, String object, Document document, String why) {
        remarks.add(new Remark(topic, object, document.metadata().at().toString(), why, null));
    }
}
