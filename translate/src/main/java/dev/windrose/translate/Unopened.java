package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.ListenerSet;
import dev.windrose.model.Binding;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Corrects statuses by what is known only once a model runs: which of its listeners could not be opened. Translation says what is asked for; a port
 * that another process has, or an address that the machine lacks, is no mistake of any document.
 */
public final class Unopened {
    private final Addresses addresses;
    private final List<Place> places;
    private final Map<String, Gateway> gateways = new HashMap<>();
    private final Map<String, ListenerSet> sets = new HashMap<>();
    /** By Gateway: how many listeners run, its own and those of its ListenerSets. */
    private final Map<String, Integer> running = new HashMap<>();
    /** By Gateway: the first that does not run, the gravest cause first. */
    private final Map<String, Failure> failures = new HashMap<>();

    /** Why a listener does not run. */
    public enum Cause {
        /** The machine does not have the address. */
        ADDRESS("Pending", "AddressNotUsable"),
        /** Another process has the port, or this one may not. */
        PORT("PortUnavailable", "NoResources"),
        /** What it asks for cannot be done, such as with a key that does not fit. */
        SETTINGS("Invalid", "Invalid");

        private final String ofListener;
        private final String ofGateway;

        Cause(String ofListener, String ofGateway) {
            this.ofListener = ofListener;
            this.ofGateway = ofGateway;
        }
    }

    /** A listener of the model that does not run as it should, and why. */
    public record Failure(ListenerId listener, Cause cause, String message) {}

    /** Where documents meet the model: a socket, and the server names of a listener that shares it; none for all. */
    private record Place(Binding.Port port, boolean datagrams, List<HostPattern> names, Failure failure) {
        boolean has(List<String> bound, Listener listener) {
            String host = listener.hostname();
            return port.port() == listener.port()
                    && bound.contains(port.address())
                    && datagrams == listener.protocol().equals("UDP")
                    && (names.isEmpty() || names.contains(host == null ? HostPattern.ANY : new HostPattern(host)));
        }
    }

    private Unopened(Documents documents, Addresses addresses, List<Place> places) {
        this.addresses = addresses;
        this.places = places;
        documents
                .of(Gateway.class)
                .forEach(each -> gateways.putIfAbsent(each.metadata().key(), each));
        documents
                .of(ListenerSet.class)
                .forEach(each -> sets.putIfAbsent(each.metadata().key(), each));
    }

    /**
     * The statuses of a translation as they are to be told.
     *
     * @param documents those that were translated, with {@code addresses} into {@code model}
     * @param failures what the data plane could not do of the model; with none, the statuses come back as they are
     */
    public static List<DocumentStatus> correct(
            List<DocumentStatus> statuses,
            Documents documents,
            Addresses addresses,
            Model model,
            List<Failure> failures) {
        List<Place> places = new ArrayList<>();
        for (Failure failure : failures) {
            Place place = place(failure, failure.listener(), List.of(), model);
            if (place != null) {
                places.add(place);
            }
        }
        return places.isEmpty() ? statuses : new Unopened(documents, addresses, places).correct(statuses);
    }

    private static @Nullable Place place(Failure failure, ListenerId id, List<HostPattern> names, Model model) {
        for (ListenerSpec spec : model.listeners()) {
            if (spec.id().equals(id)) {
                return switch (spec.binding()) {
                    case Binding.Port port -> new Place(port, spec.protocol() instanceof Protocol.Udp, names, failure);
                    case Binding.Named(ListenerId carrier, List<HostPattern> hosts) ->
                        place(failure, carrier, hosts, model);
                    case Binding.Captured _, Binding.Carried _ -> null;
                };
            }
        }
        return null;
    }

    private List<DocumentStatus> correct(List<DocumentStatus> statuses) {
        List<DocumentStatus> corrected = new ArrayList<>();
        for (DocumentStatus status : statuses) {
            corrected.add(isListening(status) ? listeners(status) : status);
        }
        corrected.replaceAll(status -> isListening(status) ? whole(status) : status);
        return corrected;
    }

    private static boolean isListening(DocumentStatus status) {
        return status.kind().equals("Gateway") || status.kind().equals("ListenerSet");
    }

    private DocumentStatus listeners(DocumentStatus status) {
        Gateway gateway = gateway(status);
        if (gateway == null) {
            return status;
        }
        List<String> bound = addresses.of(gateway).bound();
        List<ListenerStatus> listeners = new ArrayList<>();
        for (ListenerStatus listener : status.listeners()) {
            Failure failure = isProgrammed(listener.conditions()) ? failure(status, listener.name(), bound) : null;
            if (failure != null) {
                failures.merge(gateway.metadata().key(), failure, Unopened::graver);
                listeners.add(without(listener, failure));
            } else {
                running.merge(gateway.metadata().key(), isProgrammed(listener.conditions()) ? 1 : 0, Integer::sum);
                listeners.add(listener);
            }
        }
        return with(status, status.conditions(), listeners);
    }

    private @Nullable Gateway gateway(DocumentStatus status) {
        String key = status.metadata().key();
        if (status.kind().equals("Gateway")) {
            return gateways.get(key);
        }
        ListenerSet set = sets.get(key);
        return set == null
                ? null
                : gateways.get(set.parentRef().namespaceOr(set.metadata().namespace()) + "/"
                        + set.parentRef().name());
    }

    private @Nullable Failure failure(DocumentStatus status, String name, List<String> bound) {
        List<Listener> listeners = status.kind().equals("Gateway")
                ? Objects.requireNonNull(gateways.get(status.metadata().key())).listeners()
                : Objects.requireNonNull(sets.get(status.metadata().key())).listeners();
        Failure found = null;
        for (Listener listener : listeners) {
            for (Place place : places) {
                if (listener.name().equals(name) && place.has(bound, listener)) {
                    found = found == null ? place.failure : graver(found, place.failure);
                }
            }
        }
        return found;
    }

    private static Failure graver(Failure one, Failure other) {
        return other.cause().compareTo(one.cause()) < 0 ? other : one;
    }

    private static ListenerStatus without(ListenerStatus listener, Failure failure) {
        return new ListenerStatus(
                listener.name(),
                listener.attachedRoutes(),
                listener.supportedKinds(),
                replaced(
                        listener.conditions(),
                        Condition.no("Programmed", failure.cause().ofListener, failure.message())));
    }

    private DocumentStatus whole(DocumentStatus status) {
        Gateway gateway = gateway(status);
        Failure failure =
                gateway == null ? null : failures.get(gateway.metadata().key());
        if (failure == null || !isProgrammed(status.conditions())) {
            return status;
        }
        boolean isSet = status.kind().equals("ListenerSet");
        boolean runs = isSet
                ? status.listeners().stream().anyMatch(each -> isProgrammed(each.conditions()))
                : failure.cause() != Cause.ADDRESS
                        && running.getOrDefault(status.metadata().key(), 0) > 0;
        String reason = isSet ? failure.cause().ofListener : failure.cause().ofGateway;
        List<Condition> conditions = runs
                ? status.conditions()
                : replaced(status.conditions(), Condition.no("Programmed", reason, failure.message()));
        return with(status, conditions, status.listeners());
    }

    private static boolean isProgrammed(List<Condition> conditions) {
        return conditions.stream().anyMatch(each -> each.type().equals("Programmed") && each.holds());
    }

    private static List<Condition> replaced(List<Condition> conditions, Condition by) {
        return conditions.stream()
                .map(each -> each.type().equals(by.type()) ? by : each)
                .toList();
    }

    private static DocumentStatus with(
            DocumentStatus status, List<Condition> conditions, List<ListenerStatus> listeners) {
        return new DocumentStatus(
                status.kind(),
                status.metadata(),
                conditions,
                listeners,
                status.parents(),
                status.missing(),
                status.ancestors(),
                status.reached());
    }
}
