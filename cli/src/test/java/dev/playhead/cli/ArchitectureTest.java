package dev.playhead.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Tests of rules for the classes of all modules that the command uses: every package is marked for nullness, no command
 * depends on another command, and files of different packages do not depend on each other in a cycle.
 */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.playhead");

    @Test
    void shouldMarkEveryPackageForNullness() {
        classes()
                .should()
                .beAnnotatedWith(NullMarked.class)
                .orShould(be(describe("in a marked package", c -> c.getPackage().isAnnotatedWith(NullMarked.class))))
                .check(ALL);
    }

    @Test
    void shouldHaveNoCommandsThatDependOnOtherCommands() {
        List<String> calls = new ArrayList<>();
        Set<String> commands = new TreeSet<>();
        for (JavaClass one : ALL) {
            if (isCommand(file(one))) {
                commands.add(file(one));
                one.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> file(dependency.getTargetClass().getBaseComponentType()))
                        .filter(used -> isCommand(used) && !used.equals(file(one)))
                        .forEach(used -> calls.add(file(one) + " -> " + used));
            }
        }
        assertThat(commands).hasSizeGreaterThan(20);
        assertThat(calls).isEmpty();
    }

    private static boolean isCommand(String file) {
        return file.startsWith("dev.playhead.cli.") && file.endsWith("Command");
    }

    /** Checks that files that depend on each other, directly or indirectly, are in the same package. */
    @Test
    void shouldHaveNoCyclesBetweenFilesOfDifferentPackages() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass one : ALL) {
            Set<String> used = uses.computeIfAbsent(file(one), unused -> new TreeSet<>());
            for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith("dev.playhead")) {
                    used.add(file(target));
                }
            }
        }
        assertThat(uses.keySet()).contains("dev.playhead.cli.Main", "dev.playhead.EventHistory");

        List<Set<String>> wrong = new Components(uses)
                .all.stream()
                        .filter(files -> files.stream()
                                        .map(ArchitectureTest::packageOf)
                                        .distinct()
                                        .count()
                                > 1)
                        .toList();
        assertThat(wrong)
                .as("files of different packages that depend on each other")
                .isEmpty();
    }

    private static String file(JavaClass one) {
        JavaClass outermost = one;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost.getName();
    }

    private static String packageOf(String file) {
        return file.substring(0, file.lastIndexOf('.'));
    }

    /** The strongly connected components of a graph, found by Tarjan's algorithm. */
    private static final class Components {
        private final Map<String, Set<String>> edges;
        private final Map<String, Integer> number = new HashMap<>();
        private final Map<String, Integer> low = new HashMap<>();
        private final Deque<String> stack = new ArrayDeque<>();
        final List<Set<String>> all = new ArrayList<>();

        Components(Map<String, Set<String>> edges) {
            this.edges = edges;
            for (String node : edges.keySet()) {
                if (!number.containsKey(node)) {
                    visit(node);
                }
            }
        }

        private void visit(String node) {
            number.put(node, number.size());
            low.put(node, number.get(node));
            stack.push(node);
            for (String next : edges.getOrDefault(node, Set.of())) {
                if (!number.containsKey(next)) {
                    visit(next);
                    low.merge(node, low.get(next), Math::min);
                } else if (stack.contains(next)) {
                    low.merge(node, number.get(next), Math::min);
                }
            }
            if (low.get(node).equals(number.get(node))) {
                Set<String> component = new HashSet<>();
                String member;
                do {
                    member = stack.pop();
                    component.add(member);
                } while (!member.equals(node));
                all.add(component);
            }
        }
    }
}
