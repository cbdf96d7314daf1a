package dev.windrose.dataplane;

import dev.windrose.dataplane.explain.Written;
import dev.windrose.model.Model;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.Unopened;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Gives the model that is to run. Called by one thread at a time. */
public interface ConfigurationSource extends AutoCloseable {
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

    /** Reads anew what {@link #follow} tells of; what else there is stays as it was read last. */
    default Configuration again() {
        return read();
    }

    /**
     * Begins to follow what it reads, where that is not files. Called once, before the first reading, for which it may wait a little.
     *
     * @param onChange to be called from any thread when {@link #again} has something new; returns at once
     */
    default void follow(Runnable onChange) {}

    /**
     * What was read last runs now, but for listeners that could not be opened. Called again for the same configuration when others are open than
     * before.
     *
     * @return what became of each document, up to the sockets
     */
    default List<DocumentStatus> applied(Configuration read, List<Unopened.Failure> unopened) {
        return read.written().statuses(read.model(), unopened);
    }

    /** Ends what {@link #follow} began. */
    @Override
    default void close() {}

    /** Always the same model. */
    static ConfigurationSource fixed(Model model) {
        return _ -> new Configuration(model, List.of());
    }

    /**
     * A model and what was wrong on the way to it.
     *
     * @param written what the model was made of
     */
    record Configuration(Model model, List<Note> notes, Written written) {
        /** Made of no documents. */
        public Configuration(Model model, List<Note> notes) {
            this(model, notes, Written.NOTHING);
        }

        public Configuration {
            notes = List.copyOf(notes);
        }
    }

    /** A line for people, such as {@code file:line:column: error: message (hint)}. */
    record Note(boolean error, String text) {}
}
