package dev.windrose.kubernetes;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done beside: asking again now and then which kinds there are, and writing what can wait. One thing at a time. */
final class Chores implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Chores.class);
    /** What no watch tells is found out after this time. */
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    /** A kind is there a little after its CRD says so: it is looked for at once, and again after each of these. */
    private static final List<Duration> GAPS =
            List.of(Duration.ofMillis(300), Duration.ofMillis(700), Duration.ofSeconds(2));

    private static final Duration RETRY = Duration.ofSeconds(3);

    private final Discover discover;
    private final Agenda agenda;
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
    private String complaint = "";
    private boolean retrying;
    private boolean again;
    /** Of what was put on the agenda by {@link #discoverSoon}, only the last counts. */
    private int turn;
    /** How many of the gaps have been waited for. */
    private int gaps;
    /** What is on the agenda comes within the first gap. */
    private boolean soon;

    /** Asks the server which kinds it has. */
    interface Discover {
        void run() throws IOException;
    }

    Chores(Discover discover, Agenda agenda) {
        this.discover = discover;
        this.agenda = agenda;
    }

    void start() {
        agenda.after(INTERVAL, this::regularly);
        discoverSoon();
    }

    private void regularly() {
        discover();
        agenda.after(INTERVAL, this::regularly);
    }

    /** Of several calls that come close together the first and the last count. */
    synchronized void discoverSoon() {
        gaps = 0;
        if (!soon) {
            put(Duration.ZERO);
        }
    }

    private void put(Duration wait) {
        int mine = ++turn;
        soon = wait.compareTo(GAPS.getFirst()) <= 0;
        agenda.after(wait, () -> discover(mine));
    }

    private void discover(int mine) {
        synchronized (this) {
            if (mine != turn) {
                return;
            }
            // Whoever calls from now on may mean what this time does not see.
            soon = false;
        }
        discover();
        synchronized (this) {
            if (mine == turn && gaps < GAPS.size()) {
                put(GAPS.get(gaps++));
            }
        }
    }

    /** Only the last of those that wait is done. */
    void later(Runnable chore) {
        if (next.getAndSet(chore) == null) {
            agenda.after(Duration.ZERO, () -> {
                Runnable waiting = next.getAndSet(null);
                if (waiting != null) {
                    attempt(waiting);
                }
            });
        }
    }

    /** After a while, like others that {@link #later} does; however often it is asked for, once. */
    synchronized void again(Runnable chore) {
        if (!again) {
            again = true;
            agenda.after(RETRY, () -> {
                synchronized (this) {
                    again = false;
                }
                later(chore);
            });
        }
    }

    private void discover() {
        try {
            discover.run();
            complaint = "";
        } catch (IOException | RuntimeException e) {
            String text = String.valueOf(e.getMessage());
            if (!text.equals(complaint)) {
                complaint = text;
                log.warn("API server: {} (trying again)", text);
            }
            retry();
        }
    }

    /** However many asked, one tries again. */
    private void retry() {
        if (!retrying) {
            retrying = true;
            agenda.after(RETRY, () -> {
                retrying = false;
                discover();
            });
        }
    }

    private static void attempt(Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            log.warn("API server: {}", e.toString());
        }
    }

    @Override
    public void close() {
        agenda.close();
    }
}
