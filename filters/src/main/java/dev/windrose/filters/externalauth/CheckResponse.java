package dev.windrose.filters.externalauth;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code envoy.service.auth.v3.CheckResponse} as far as it is followed.
 *
 * @param status of the denial, 403 unless it says otherwise
 * @param headers of the request that passes, or of the denial
 * @param removed headers of the request that do not pass
 * @param forClient headers of the response to a request that passes
 * @param body of the denial
 */
record CheckResponse(
        boolean allowed, int status, List<Change> headers, List<String> removed, List<Change> forClient, byte[] body) {
    /** {@code google.rpc.Code.OK}. */
    private static final long OK = 0;

    private static final int FORBIDDEN = 403;

    /** A header; replaces what is there unless it is to be added. */
    record Change(String name, String value, Append append) {}

    /** {@code HeaderAppendAction}. */
    enum Append {
        REPLACE,
        ADD,
        ONLY_IF_ABSENT,
        ONLY_IF_PRESENT
    }

    /** Throws {@link IllegalArgumentException} for what is no such message, or asks for what cannot be done. */
    static CheckResponse read(byte[] bytes, int from, int length) {
        Reading reading = new Reading();
        ProtoReader message = new ProtoReader(bytes, from, length);
        while (message.next()) {
            switch (message.field()) {
                case 1 -> reading.status(message.message());
                case 2 -> reading.denied(message.message());
                case 3 -> reading.ok(message.message());
                default -> {}
            }
        }
        return reading.done();
    }

    private static final class Reading {
        private boolean saysOk;
        private boolean saysNo;
        private int status = FORBIDDEN;
        private byte[] body = {};
        private final List<Change> headers = new ArrayList<>();
        private final List<String> removed = new ArrayList<>();
        private final List<Change> forClient = new ArrayList<>();

        void status(ProtoReader message) {
            long code = OK;
            while (message.next()) {
                code = message.field() == 1 ? message.number() : code;
            }
            saysOk |= code == OK;
            saysNo |= code != OK;
        }

        void denied(ProtoReader message) {
            saysNo = true;
            while (message.next()) {
                switch (message.field()) {
                    case 1 -> httpStatus(message.message());
                    case 2 -> headers.add(change(message.message()));
                    case 3 -> body = message.bytes();
                    default -> {}
                }
            }
        }

        private void httpStatus(ProtoReader message) {
            while (message.next()) {
                if (message.field() == 1 && message.number() >= 300 && message.number() <= 599) {
                    status = (int) message.number();
                }
            }
        }

        void ok(ProtoReader message) {
            saysOk = true;
            while (message.next()) {
                switch (message.field()) {
                    case 2 -> headers.add(change(message.message()));
                    case 5 -> removed.add(message.string());
                    case 6 -> forClient.add(change(message.message()));
                    case 7, 8 -> throw new IllegalArgumentException("query parameters: (expected: no changes)");
                    default -> {}
                }
            }
        }

        private static Change change(ProtoReader message) {
            String name = "";
            String value = "";
            boolean append = false;
            long action = 0;
            while (message.next()) {
                switch (message.field()) {
                    case 1 -> {
                        ProtoReader header = message.message();
                        while (header.next()) {
                            switch (header.field()) {
                                case 1 -> name = header.string();
                                case 2, 3 -> value = header.string();
                                default -> {}
                            }
                        }
                    }
                    case 2 -> {
                        ProtoReader wrapped = message.message();
                        while (wrapped.next()) {
                            append = wrapped.field() == 1 && wrapped.number() != 0;
                        }
                    }
                    case 3 -> action = message.number();
                    default -> {}
                }
            }
            return new Change(name, value, append(append, action));
        }

        /** Zero is also what a service sends that says nothing, and by that protocol replaces. */
        private static Append append(boolean append, long action) {
            return switch ((int) action) {
                case 1 -> Append.ONLY_IF_ABSENT;
                case 3 -> Append.ONLY_IF_PRESENT;
                default -> append ? Append.ADD : Append.REPLACE;
            };
        }

        CheckResponse done() {
            return new CheckResponse(saysOk && !saysNo, status, headers, removed, forClient, body);
        }
    }
}
