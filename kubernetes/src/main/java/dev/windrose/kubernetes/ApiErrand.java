package dev.windrose.kubernetes;

import dev.windrose.kubernetes.api.ApiFailure;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something small to write, whose failure matters to nobody but the log. */
final class ApiErrand {
    private static final Logger log = LoggerFactory.getLogger(ApiErrand.class);

    private ApiErrand() {}

    /** What may fail. */
    interface Write {
        void run() throws IOException;
    }

    /** What became of it. */
    enum Result {
        DONE,
        /** It failed, but the same may succeed soon. */
        LATER,
        REFUSED
    }

    static Result attempt(String what, Write write) {
        try {
            write.run();
            return Result.DONE;
        } catch (ApiFailure e) {
            if (!e.isPassing()) {
                log.warn("{}: {}", what, e.getMessage());
                return Result.REFUSED;
            }
            log.debug("{}: {}", what, e.getMessage());
        } catch (IOException e) {
            log.debug("{}: {}", what, e.getMessage());
        }
        return Result.LATER;
    }
}
