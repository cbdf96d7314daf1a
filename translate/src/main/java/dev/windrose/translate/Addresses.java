package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where Gateways listen. */
public interface Addresses {
    /** On every address of the machine, and all of them together: as files have it, where nobody hands out addresses. */
    Addresses EVERYWHERE = _ -> new Given(List.of("0.0.0.0"), null);

    /** The addresses of one Gateway of ours. The same for as long as one translation lasts. */
    Given of(Gateway gateway);

    /**
     * What a Gateway was given.
     *
     * @param listen the IP addresses to listen on; none if it has none that can be used
     * @param problem a condition of the Gateway that does not hold because of its addresses, {@code Accepted} or {@code Programmed}; else null
     */
    record Given(List<String> listen, @Nullable Condition problem) {
        public Given {
            listen = List.copyOf(listen);
        }

        boolean overlaps(Given other) {
            return listen.stream().anyMatch(other.listen::contains);
        }
    }
}
