package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which place a proxy takes is decided by its listeners alone: nothing in the engine or the transport can even name one. */
class OneEngineTest {

    private static final Pattern PLACE = Pattern.compile("(?i).*(gateway|sidecar|waypoint|node_?proxy|ztunnel|ingress|egress).*");
    private static final Pattern ROLE = Pattern.compile("Role|Roles|ProxyRole|ProxyType|ProxyKind|Place");

    @Test
    void noIdentifierOfEngineAndTransportNamesAPlace() {
        Set<String> found = new TreeSet<>();
        int looked = 0;
        for (JavaClass type : new ClassFileImporter().importPaths(SourceTree.classDirectories())) {
            if (!type.getPackageName().matches("dev\\.windrose\\.(engine|transport)(\\..*)?")) {
                continue;
            }
            looked++;
            String name = type.getSimpleName();
            if (PLACE.matcher(name).matches() || ROLE.matcher(name).matches()) {
                found.add(type.getName());
            }
            for (JavaMember member : type.getMembers()) {
                if (PLACE.matcher(member.getName()).matches()) {
                    found.add(member.getFullName());
                }
            }
        }
        assertThat(looked).isGreaterThan(50);
        assertThat(found).isEmpty();
    }
}
