package dev.windrose.translate;

import dev.windrose.model.Binding;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;

/** What tests look at a mesh from. */
final class MeshViews {
    /** What leaves a workload and is no Service goes on as it was meant. */
    static final ListenerSpec OUTBOUND = new ListenerSpec(
            new ListenerId("outbound"),
            new Binding.Captured(Binding.Direction.OUTBOUND, "127.0.0.1", 15001),
            new Security.Plaintext(),
            new Protocol.ByDestination(new Protocol.Tcp(new Destination.OriginalAddress())),
            ConnectionPolicy.DEFAULT);

    static final MeshView CLIENTS = new MeshView("clients", OUTBOUND);

    private MeshViews() {}
}
