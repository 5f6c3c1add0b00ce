package dev.playhead;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Tests for the rules of the code map, such as which packages may depend on which others, and which classes and methods
 * the pure packages must not use.
 */
class ArchitectureTest {
    private static final String FACADE = "dev.playhead";

    /** The packages, lowest first. A package may use only the packages that precede it in this list. */
    private static final List<String> ORDER = List.of(
            "internal.platform",
            "internal.data",
            "event",
            "internal.reflection",
            "capture",
            "bus",
            "block",
            "internal.block",
            "internal.folding",
            "filter",
            "timetravel",
            "internal.debugging",
            "grid",
            "replay",
            "io",
            "causality",
            "storage",
            "internal.recording",
            "internal.concurrent");

    /**
     * The packages that must not use threads, files or clocks, so that they can run in a browser. Only {@code
     * GridEvent.of} may read a clock.
     */
    private static final String[] PURE = {
        "dev.playhead.event..",
        "dev.playhead.internal.platform..",
        "dev.playhead.internal.data..",
        "dev.playhead.block..",
        "dev.playhead.internal.block..",
        "dev.playhead.internal.folding..",
        "dev.playhead.filter..",
        "dev.playhead.timetravel..",
        "dev.playhead.internal.debugging..",
        "dev.playhead.grid..",
        "dev.playhead.causality.."
    };

    /**
     * Classes outside of the pure packages that have the same restriction. They compute replay schedules and retention
     * decisions, or read and write the JSON of events.
     */
    private static final List<String> PURE_CLASSES = List.of(
            "replay.Schedule",
            "storage.RetentionPolicy",
            "internal.recording.DropPlanner",
            "internal.recording.Retention",
            "io.EventExtent",
            "io.EventFields",
            "io.EventLines",
            "io.EventMapping",
            "io.EventReader",
            "io.EventSerializer",
            "io.FoundFields",
            "io.JsonData",
            "io.JsonKeys",
            "io.JsonProblems",
            "io.JsonShape",
            "io.MappedShape",
            "io.MappingParser",
            "io.OpenObject",
            "io.PendingEvent",
            "io.Remarks",
            "io.SortedSink",
            "io.SurrogateReader",
            "io.TextEncoding",
            "io.TimeFormat",
            "io.TimeText");

    private static final DescribedPredicate<JavaClass> PURE_CODE = resideInAnyPackage(PURE)
            .or(describe("is named as pure", type -> PURE_CLASSES.contains(nameIn(FACADE, outermost(type)))))
            .as("are pure");

    private static final String[] REFLECTIVE = {"dev.playhead.capture..", "dev.playhead.internal.reflection.."};

    /** The maximum number of lines of a source file. Further code usually belongs in another class. */
    private static final int MAX_LINES = 450;

    /** The files that may be longer, because their parts would be harder to understand in separate files. */
    private static final Set<String> LONG_AND_WHOLE = Set.of("EventBus.java", "Replay.java", "GridEvents.java");

    /** Test suites that are in {@code src/main} because other projects extend them. Their length is not limited. */
    private static final Set<String> TESTS_IN_MAIN = Set.of("EventStoreContract.java");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(FACADE);

    @Test
    void shouldRankEveryPackage() {
        String[] known = ORDER.stream().map(ArchitectureTest::packages).toArray(String[]::new);

        check(classes()
                .should()
                .resideInAnyPackage(known)
                .orShould()
                .resideInAPackage(FACADE)
                .because("a package outside the order escapes the other rules; give it a rank in ORDER"));
    }

    @Test
    void shouldDependOnlyDownwards() {
        for (int rank = 0; rank < ORDER.size(); rank++) {
            DescribedPredicate<JavaClass> above = resideInAnyPackage(FACADE);
            for (String higher : ORDER.subList(rank + 1, ORDER.size())) {
                above = above.or(resideInAnyPackage(packages(higher)));
            }
            check(noClasses()
                    .that()
                    .resideInAPackage(packages(ORDER.get(rank)))
                    .should()
                    .dependOnClassesThat(above.as("are above " + ORDER.get(rank))));
        }
    }

    @Test
    void shouldHaveNoPackageCycles() {
        check(slices().matching("dev.playhead.(**)").should().beFreeOfCycles());
    }

    @Test
    void shouldMarkEveryPackageForNullness() {
        Set<JavaPackage> packages = CORE.stream().map(JavaClass::getPackage).collect(Collectors.toSet());

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class))
                        .as("@NullMarked on package %s", p.getName())
                        .isTrue());
    }

    @Test
    void shouldHaveNoUserInterfaceNetworkOrQueryLanguage() {
        DescribedPredicate<JavaClass> outside = resideInAnyPackage(
                "java.applet..",
                "java.awt..",
                "java.beans..",
                "java.net..",
                "java.rmi..",
                "java.sql..",
                "javafx..",
                "javax.management..",
                "javax.naming..",
                "javax.net..",
                "javax.script..",
                "javax.sql..",
                "javax.swing..",
                "javax.tools..");

        check(noClasses().should().dependOnClassesThat(outside.and(not(belongToAnyOf(URI.class)))));
    }

    @Test
    void shouldUseReflectionOnlyInTheCaptureAndReflectionPackages() {
        // VarHandle is permitted because it is used to order memory accesses, and not for reflection. MethodHandles is
        // permitted because its Lookup creates VarHandles.
        DescribedPredicate<JavaClass> reflection = resideInAnyPackage("java.lang.reflect..", "java.lang.invoke..")
                .and(not(belongToAnyOf(VarHandle.class, MethodHandles.class)));

        check(noClasses().that().resideOutsideOfPackages(REFLECTIVE).should().dependOnClassesThat(reflection));
        check(noClasses()
                .that()
                .resideOutsideOfPackages(REFLECTIVE)
                .should()
                .accessTargetWhere(targetIn(
                                assignableTo(Class.class), "getDeclared.+|get(Field|Method|Constructor)s?|newInstance")
                        .or(targetIn(
                                assignableTo(MethodHandles.Lookup.class), "unreflect.*|find(?!(Static)?VarHandle).*"))
                        .as("reflects on classes")));
    }

    @Test
    void shouldLoadNoClassByName() {
        check(noClasses()
                .should()
                .accessTargetWhere(targetIn(assignableTo(Class.class), "forName")
                        .or(targetIn(assignableTo(ClassLoader.class), "loadClass|defineClass"))
                        .as("loads a class by name")));
    }

    @Test
    void shouldFindEveryClassThatIsListedAsPure() {
        assertThat(PURE_CLASSES)
                .allSatisfy(name ->
                        assertThat(CORE.contain(FACADE + "." + name)).as(name).isTrue());
    }

    @Test
    void shouldHoldNoLockInThePurePackages() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String pure : PURE) {
            String folder = pure.replace("..", "").replace('.', '/');
            try (Stream<Path> files = Files.walk(Path.of("src/main/java", folder))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        for (String pure : PURE_CLASSES) {
            sources.add(Path.of("src/main/java", (FACADE + "." + pure).replace('.', '/') + ".java"));
        }
        Pattern locks = Pattern.compile("\\bsynchronized\\b");
        List<Path> locking = new ArrayList<>();
        for (Path source : sources) {
            if (locks.matcher(Files.readString(source)).find()) {
                locking.add(source);
            }
        }

        assertThat(sources).hasSizeGreaterThan(100);
        assertThat(locking)
                .as("sources that use synchronized instead of a MutualExclusion from the platform")
                .isEmpty();
    }

    @Test
    void shouldKeepThePurePackagesFreeOfThreadsFilesAndReflection() {
        // Four classes of java.util.concurrent are permitted. If there is only one thread, they behave like simple
        // variables and a simple list.
        DescribedPredicate<JavaClass> concurrent = resideInAnyPackage("java.util.concurrent..")
                .and(not(belongToAnyOf(
                        AtomicInteger.class, AtomicLong.class, AtomicReference.class, CopyOnWriteArrayList.class)));
        DescribedPredicate<JavaClass> impure = resideInAnyPackage(
                        "java.lang.invoke..",
                        "java.lang.management..",
                        "java.lang.reflect..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.util.logging..")
                .or(concurrent)
                .or(assignableTo(Executor.class))
                .or(assignableTo(Future.class))
                .or(assignableTo(CompletionStage.class))
                .or(assignableTo(Thread.class))
                .or(belongToAnyOf(Process.class, ProcessHandle.class, Cleaner.class))
                .or(belongToAnyOf(System.Logger.class, System.LoggerFinder.class, CRC32C.class))
                .or(nameMatching("java\\.io\\.(File.*|RandomAccessFile)"));
        DescribedPredicate<JavaAccess<?>> reflects = targetIn(
                assignableTo(Class.class), "getDeclared.+|get(Field|Method|Constructor|RecordComponent)s?|newInstance");

        check(noClasses().that(PURE_CODE).should().dependOnClassesThat(impure.as("a browser does not have")));
        check(noClasses()
                .that(PURE_CODE)
                .should()
                .accessTargetWhere(targetIn(assignableTo(Object.class), "wait|notify|notifyAll")
                        .or(reflects)
                        .as("waits for another thread, or reflects on a class")));
        // EncodedCheckpointStore is exempt: its budget is a share of the heap, and only the JVM can report the heap's
        // size.
        check(noClasses()
                .that(PURE_CODE)
                .and()
                .doNotHaveFullyQualifiedName("dev.playhead.timetravel.EncodedCheckpointStore")
                .should()
                .dependOnClassesThat(assignableTo(Runtime.class)));
        check(noMethods().that().areDeclaredInClassesThat(PURE_CODE).should().haveModifier(JavaModifier.SYNCHRONIZED));
    }

    @Test
    void shouldKeepThePurePackagesFreeOfClocks() {
        DescribedPredicate<JavaAccess<?>> readsClock = targetIn(
                        resideInAnyPackage("java.time..").and(not(assignableTo(InstantSource.class))), "now")
                .or(targetIn(assignableTo(Clock.class), "system.*|tick.*"))
                .or(targetIn(assignableTo(InstantSource.class), "system"))
                .or(targetIn(assignableTo(System.class), "currentTimeMillis|nanoTime"));
        DescribedPredicate<JavaAccess<?>> isGridEventOf = describe(
                "in GridEvent.of",
                access -> access.getOriginOwner().getName().equals("dev.playhead.event.GridEvent")
                        && access.getOrigin().getName().equals("of"));

        check(noClasses()
                .that(PURE_CODE)
                .should()
                .accessTargetWhere(readsClock.and(not(isGridEventOf)).as("reads a clock, except in GridEvent.of")));
    }

    @Test
    void shouldHaveNoLongSourceFiles() throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(Path.of(".."), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean isSkipped = name.equals("target") || name.equals("test") || name.matches("\\.\\w.*");
                return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java") && !TESTS_IN_MAIN.contains(name)) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        List<String> tooLong = new ArrayList<>();
        for (Path source : sources) {
            try (Stream<String> lines = Files.lines(source)) {
                if (lines.count() > MAX_LINES) {
                    tooLong.add(source.getFileName().toString());
                }
            }
        }

        assertThat(sources).hasSizeGreaterThan(300);
        assertThat(tooLong)
                .as("source files with more than %d lines", MAX_LINES)
                .containsExactlyInAnyOrderElementsOf(LONG_AND_WHOLE);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static String nameIn(String parent, JavaClass type) {
        return type.getName().replaceFirst("^" + Pattern.quote(parent + "."), "");
    }

    private static String packages(String name) {
        return FACADE + "." + name + "..";
    }

    /**
     * Returns a predicate that matches accesses to each member whose owner matches {@code owner} and whose name matches
     * the regular expression {@code name}.
     */
    private static DescribedPredicate<JavaAccess<?>> targetIn(
            DescribedPredicate<? super JavaClass> owner, String name) {
        return describe(
                name + " of " + owner.getDescription(),
                access -> owner.test(access.getTargetOwner())
                        && access.getTarget().getName().matches(name));
    }

    /** Checks a rule. Also fails if the rule selects nothing, as it would if a package name were misspelled. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(CORE);
    }
}
