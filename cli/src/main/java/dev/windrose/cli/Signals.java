package dev.windrose.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: the first asks for the end, the second ends at once; SIGHUP asks for new log files. A shutdown hook can do neither (it cannot make the exit code 0,
 * nor see a second signal), so this uses {@code sun.misc.Signal}, which is supported but has no public type: hence by reflection.
 */
final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);
    /** 128 and the number of SIGINT, as shells count. */
    private static final int INTERRUPTED = 130;

    private Signals() {}

    /** Runs the action on the first of the signals. Where signals cannot be handled, the process ends as the JVM has it. */
    static void onEnd(Runnable action) {
        AtomicBoolean first = new AtomicBoolean(true);
        Runnable handler = () -> {
            if (first.getAndSet(false)) {
                action.run();
            } else {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
        };
        handle("TERM", handler);
        handle("INT", handler);
    }

    /** Runs the action on each SIGHUP, by which log rotation asks for a new file. */
    static void onHangup(Runnable action) {
        handle("HUP", action);
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        return ofObject(self, method.getName(), arguments);
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            log.debug("signal {} cannot be handled", name, e);
        }
    }

    private static Object ofObject(Object self, String method, Object[] arguments) {
        return switch (method) {
            case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
            case "hashCode" -> System.identityHashCode(self);
            default -> "handler";
        };
    }
}
