package dev.windrose.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is due is done when a test lets time pass, on the test's thread. */
final class ManualAgenda implements Agenda {
    private final List<Entry> entries = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Entry(Duration due, Runnable chore) {}

    @Override
    public void after(Duration wait, Runnable chore) {
        entries.add(new Entry(now.plus(wait), chore));
    }

    /** In the order of time, and what is due at one time in the order that it was asked for. */
    void advance(Duration time) {
        Duration end = now.plus(time);
        while (true) {
            Entry next = entries.stream()
                    .min(Comparator.comparing(Entry::due))
                    .filter(entry -> entry.due().compareTo(end) <= 0)
                    .orElse(null);
            if (next == null) {
                now = end;
                return;
            }
            entries.remove(next);
            now = next.due();
            next.chore().run();
        }
    }

    @Override
    public void close() {
        entries.clear();
    }
}
