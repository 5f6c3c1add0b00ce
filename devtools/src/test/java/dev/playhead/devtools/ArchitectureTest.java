package dev.playhead.devtools;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.playhead.EventHistory;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Tests of the rules of this module. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.playhead.devtools");

    /** The methods of a history that change it, its files, or what the application sees of it. */
    private static final Set<String> CHANGES = Set.of(
            "recordEvent",
            "recordAsLive",
            "importFrom",
            "exportTo",
            "clear",
            "pause",
            "resume",
            "flush",
            "close",
            "attach",
            "plugin",
            "baseline",
            "restoreInto",
            "replay",
            "replayEvents",
            "jumpToEvent");

    @Test
    void shouldMarkEveryPackageForNullness() {
        classes()
                .should()
                .beAnnotatedWith(NullMarked.class)
                .orShould(be(describe("in a marked package", c -> c.getPackage().isAnnotatedWith(NullMarked.class))))
                .check(ALL);
    }

    @Test
    void shouldHaveNoPackageCycles() {
        slices().matching("dev.playhead.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void shouldUseTheNetworkOnlyInTheServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.playhead.devtools.server")
                .should()
                .dependOnClassesThat(describe(
                        "are of the network",
                        c -> c.getPackageName().startsWith("com.sun.net")
                                || (c.getPackageName().startsWith("java.net")
                                        && !c.getFullName().equals("java.net.URI"))))
                .check(ALL);
    }

    @Test
    void shouldReadNoFilesInTheServer() {
        noClasses()
                .that()
                .resideInAPackage("dev.playhead.devtools.server")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.nio\\.file\\.Files|java\\.io\\.(File.*|RandomAccessFile)|java\\.nio\\.channels.*")
                .check(ALL);
    }

    @Test
    void shouldNotChangeTheHistory() {
        DescribedPredicate<JavaAccess<?>> changes = describe(
                "changes the history",
                access -> access.getTargetOwner().isAssignableTo(EventHistory.class)
                        && CHANGES.contains(access.getTarget().getName()));

        noClasses().should().accessTargetWhere(changes).check(ALL);
    }

    @Test
    void shouldMoveTheApplicationInOneClassOnly() {
        DescribedPredicate<JavaAccess<?>> timeline = describe(
                "uses the timeline that moves the application",
                access -> access.getTargetOwner().isAssignableTo(EventHistory.class)
                        && Set.of("timeline", "boundModel")
                                .contains(access.getTarget().getName()));

        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.playhead.devtools.api.Application")
                .should()
                .accessTargetWhere(timeline)
                .check(ALL);
    }

    @Test
    void shouldNotLogInTheServer() {
        noClasses()
                .that()
                .resideInAPackage("dev.playhead.devtools.server")
                .should()
                .dependOnClassesThat(assignableTo(System.Logger.class))
                .check(ALL);
    }
}
