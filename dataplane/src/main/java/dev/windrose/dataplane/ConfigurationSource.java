package dev.windrose.dataplane;

import dev.windrose.dataplane.admin.AdminSource.Status;
import dev.windrose.model.Model;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Gives the model that is to run. Called by one thread at a time. */
public interface ConfigurationSource {
    /**
     * Reads everything anew. Mistakes in what was written are in the result; nothing is thrown for them.
     *
     * @param settled asked after reading: whether what was read is not changing just now
     * @return null if it is: then what was read counts for nothing
     */
    @Nullable
    Configuration read(BooleanSupplier settled);

    /** Reads what is there now. */
    default Configuration read() {
        return Objects.requireNonNull(read(() -> true));
    }

    /** Always the same model. */
    static ConfigurationSource fixed(Model model) {
        return _ -> new Configuration(model, List.of(), List.of());
    }

    /**
     * A model and what was wrong on the way to it.
     *
     * @param statuses what became of each document
     */
    record Configuration(Model model, List<Note> notes, List<Status> statuses) {
        public Configuration {
            notes = List.copyOf(notes);
            statuses = List.copyOf(statuses);
        }
    }

    /** A line for people, such as {@code file:line:column: error: message (hint)}. */
    record Note(boolean error, String text) {}
}
