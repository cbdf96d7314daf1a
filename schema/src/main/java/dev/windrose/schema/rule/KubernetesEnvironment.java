package dev.windrose.schema.rule;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelException;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the API server's rules may call beyond the language, as far as the schemas here do: its string functions, {@code isIP}, and named formats.
 * {@code self} has no type here; the walk that comes before has seen to it that values have the types of the schema.
 */
final class KubernetesEnvironment {
    private static final CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");

    private KubernetesEnvironment() {}

    static Cel make() {
        Cel cel = CelFactory.plannerCelBuilder()
                .setOptions(CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .build())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addCompilerLibraries(CelExtensions.strings(), CelExtensions.optional())
                .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.optional())
                .addVar("self", SimpleType.DYN)
                .addVar("oldSelf", SimpleType.DYN)
                .addFunctionDeclarations(isIp(), dns1123Label(), validate())
                .addFunctionBindings(
                        CelFunctionBinding.from("is_ip", String.class, Addresses::isAddress),
                        CelFunctionBinding.from("format_dns1123_label", List.of(), _ -> NamedFormat.DNS_LABEL),
                        CelFunctionBinding.from(
                                "format_validate", NamedFormat.class, String.class, KubernetesEnvironment::complaints))
                .build();
        rehearse(cel);
        return cel;
    }

    /** Loads what any rule takes, so that this too is done aside. */
    private static void rehearse(Cel cel) {
        try {
            CelRuntime.Program program = cel.createProgram(
                    cel.compile("self.all(a, self.exists_one(b, !has(a.c) || a.c.matches('c') && b.size() < 1))")
                            .getAst());
            program.eval(Map.of("self", List.of(Map.of("c", "c"))));
        } catch (CelException e) {
            throw new IllegalStateException("the rehearsed rule fails (expected: an answer)", e);
        }
    }

    private static CelFunctionDecl isIp() {
        return CelFunctionDecl.newFunctionDeclaration(
                "isIP", CelOverloadDecl.newGlobalOverload("is_ip", SimpleType.BOOL, SimpleType.STRING));
    }

    private static CelFunctionDecl dns1123Label() {
        return CelFunctionDecl.newFunctionDeclaration(
                "format.dns1123Label", CelOverloadDecl.newGlobalOverload("format_dns1123_label", FORMAT));
    }

    private static CelFunctionDecl validate() {
        CelType complaints = OptionalType.create(ListType.create(SimpleType.STRING));
        return CelFunctionDecl.newFunctionDeclaration(
                "validate",
                CelOverloadDecl.newMemberOverload("format_validate", complaints, FORMAT, SimpleType.STRING));
    }

    private static Object complaints(NamedFormat format, String text) {
        return format.fits(text) ? Optional.empty() : Optional.of(List.of("must be a " + format));
    }
}
