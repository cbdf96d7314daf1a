package dev.windrose.verification;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The shape of one source file: its methods, and its local variables whose type nobody can read off.
 *
 * @param lines number of lines
 */
record ParsedSource(Path file, int lines, List<Method> methods, List<Integer> unreadableVars) {

    /**
     * A method or constructor with a body; {@code lines} from its first modifier to its closing brace. The
     * parameters of a record's constructor are its components, which have a limit of their own; those of a method that
     * overrides are not its own choice and count as none.
     */
    record Method(String name, int line, int lines, int parameters, boolean ofRecord) {}

    /** Parses without resolving names, so that it needs no class path. */
    static List<ParsedSource> parse(List<Path> files) throws IOException {
        if (files.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, sources, _ -> {}, List.of("-proc:none"), null, sources.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<ParsedSource> parsed = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                Shape shape = new Shape(unit, positions);
                unit.accept(shape, null);
                Path file = Path.of(unit.getSourceFile().toUri());
                parsed.add(new ParsedSource(
                        file, (int) SourceTree.read(file).lines().count(), shape.methods, shape.unreadableVars));
            }
            return parsed;
        }
    }

    private static final class Shape extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final LineMap lineMap;
        private final List<Method> methods = new ArrayList<>();
        private final List<Integer> unreadableVars = new ArrayList<>();
        private boolean inRecord;

        Shape(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.lineMap = unit.getLineMap();
        }

        private static boolean overrides(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            if (method.getBody() != null) {
                int first = firstLine(method);
                int last = (int) lineMap.getLineNumber(positions.getEndPosition(unit, method));
                boolean constructor = method.getName().contentEquals("<init>");
                methods.add(new Method(
                        method.getName().toString(),
                        first,
                        last - first + 1,
                        overrides(method) ? 0 : method.getParameters().size(),
                        constructor && inRecord));
            }
            return super.visitMethod(method, null);
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            boolean outer = inRecord;
            inRecord = type.getKind() == Tree.Kind.RECORD;
            super.visitClass(type, null);
            inRecord = outer;
            return null;
        }

        @Override
        public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, @Nullable Void unused) {
            scan(lambda.getBody(), null); // parameters of a lambda have no type to write
            return null;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree variable, @Nullable Void unused) {
            if (saysVar(variable) && !namesItsType(variable.getInitializer())) {
                unreadableVars.add(firstLine(variable));
            }
            return super.visitVariable(variable, null);
        }

        private boolean saysVar(VariableTree variable) {
            long start = positions.getStartPosition(unit, variable);
            if (start < 0) {
                return false;
            }
            try {
                CharSequence text = unit.getSourceFile().getCharContent(true);
                return text.subSequence((int) start, Math.min(text.length(), (int) start + 4))
                        .toString()
                        .equals("var ");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean namesItsType(@Nullable Tree initializer) {
            return initializer instanceof NewClassTree || initializer instanceof TypeCastTree;
        }

        private int firstLine(Tree tree) {
            return (int) lineMap.getLineNumber(positions.getStartPosition(unit, tree));
        }
    }
}
