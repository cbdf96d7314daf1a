package dev.windrose.cli.demo;

import org.jspecify.annotations.Nullable;

/**
 * What a signal leads to: first that the thread of the demonstration breaks off what it does and tidies up, later that the gateway drains. Made
 * by that thread; run by any.
 */
final class Ending implements Runnable {
    private final Thread thread = Thread.currentThread();
    private @Nullable Runnable action = thread::interrupt;
    private boolean asked;

    /** From now on this is what is done; at once if a signal came before. */
    synchronized void is(Runnable newAction) {
        action = newAction;
        if (asked) {
            newAction.run();
        }
    }

    /** Nothing is broken off any more; what was meant to be, is not. */
    synchronized void settle() {
        action = null;
        Thread.interrupted();
    }

    synchronized boolean isAsked() {
        return asked;
    }

    @Override
    public synchronized void run() {
        asked = true;
        if (action != null) {
            action.run();
        }
    }
}
