package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.cli.BreakFiles;
import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apiguardian.api.API;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of {@code step}, {@code whatif} and {@code minimize}. */
class QuestionCommandsTest {
    private static final String PREDICATE = """
            package com.acme;
            import dev.playhead.event.GridEvent;
            import java.util.List;
            import java.util.function.Predicate;
            public class Paris implements Predicate<List<GridEvent>> {
                public boolean test(List<GridEvent> events) {
                    boolean known = false;
                    for (GridEvent event : events) {
                        known |= event.type().equals("order:new") && event.payload().toString().contains("A-1,");
                        if (known && event.payload().toString().contains("Paris")) {
                            return true;
                        }
                    }
                    return false;
                }
            }
            """;

    private static final String CONSUMER = """
            package com.acme;
            import dev.playhead.event.GridEvent;
            import java.util.List;
            import java.util.function.Consumer;
            public class Throwing implements Consumer<List<GridEvent>> {
                public void accept(List<GridEvent> events) {
                    if (events.stream().anyMatch(event -> event.source().equals("plugin:fx"))) {
                        throw new IllegalStateException("fx is broken");
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    private Path orders;
    private Path grid;

    @BeforeEach
    void writeFiles() {
        orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        grid = EventFiles.write(folder, "grid.jsonl", EventFiles.GRID);
    }

    @Test
    void shouldStepToTheNextEventAndShowWhatItChanged() {
        Run run = Run.of("step", grid, "0");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("event 1  cell:edit")
                .contains("r1/price")
                .contains("1 changed");
        assertThat(Run.of("step", grid).out()).contains("event 0  grid:init");
        assertThat(Run.of("step", grid, "--back").out()).contains("event 3  row:remove");
        assertThat(Run.of("step", grid, "09:01", "--zone", "UTC").out()).contains("event 2  row:add");
        assertThat(Run.of("step", grid, "-1m", "--back").out()).contains("event 1  cell:edit");
    }

    @Test
    void shouldSkipEventsThatDoNotMeetTheConditions() {
        Run run = Run.of("step", orders, "--by", "id", "--type", "order:price", "-n", "9", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(0))
                .contains("\"type\":\"order:price\"")
                .endsWith(
                        "\"changes\":[{\"path\":\"A-1/price\",\"change\":\"changed\",\"before\":10,\"after\":12.5}]}");
        assertThat(Run.of("step", orders, "--json").out()).doesNotContain("changes");
    }

    @Test
    void shouldReportThatThereIsNoFurtherEvent() {
        Run run = Run.of("step", grid, "3");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("playhead: there is no such event after the start\n");
        assertThat(Run.of("step", grid, "0", "--back").err()).contains("before the start");
        assertThat(Run.of("step", grid, "-n", "0").exitCode()).isEqualTo(2);
        assertThat(Run.of("step", grid, "99").err()).contains("has no event with id 99");
    }

    @Test
    void shouldListDifferencesWithoutSomeEvents() {
        Run run = Run.of("whatif", grid, "--without", "1,3");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("without 2 events")
                .containsPattern("~ +r1/price +7 +-> +1|~ +r1/price +7 +\u2192 +1")
                .containsPattern("\\+ +r2")
                .contains("1 changed, 1 added, 0 removed");
        assertThat(Run.of("whatif", grid, "--without", "2-3", "--at", "2", "--json")
                        .lines())
                .containsExactly(
                        "{\"path\":\"r3\",\"change\":\"removed\",\"before\":{\"symbol\":\"STARK\",\"price\":3}}");
        assertThat(Run.of("whatif", grid, "--without", "1", "--at", "09:02", "--zone", "UTC", "--json")
                        .lines())
                .isEqualTo(Run.of("whatif", grid, "--without", "1", "--at", "2", "--json")
                        .lines())
                .hasSize(1);
        assertThat(Run.of("whatif", orders, "--source", "plugin:fx", "--without", "4", "--by", "id", "--json")
                        .lines())
                .contains("{\"path\":\"A-1/price\",\"change\":\"changed\",\"before\":99,\"after\":10}");
    }

    @Test
    void shouldRequireEventsToOmit() {
        assertThat(Run.of("whatif", grid).err()).contains("use --without IDS");
        assertThat(Run.of("whatif", grid).exitCode()).isEqualTo(2);
        assertThat(Run.of("whatif", grid, "--without", "3-1").err()).contains("'3-1' is neither the id");
        assertThat(Run.of("whatif", grid, "--without", "x").exitCode()).isEqualTo(2);
        Run none = Run.of("whatif", grid, "--without", "77");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains("nothing would be different");
    }

    @Test
    void shouldWriteTheFewEventsWithWhichACheckFails() {
        compile(folder, "Paris", PREDICATE);
        Path few = folder.resolve("few.jsonl");

        Run run = Run.of("minimize", orders, "--check", "com.acme.Paris", "--classpath", folder, "-o", few);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("2 events of 5 left, after ").contains("each of them is needed");
        assertThat(few).content().contains("\"sequence\":0").contains("\"sequence\":4");
        Run piped = Run.of("minimize", orders, "--check", "com.acme.Paris", "--classpath", folder);
        assertThat(piped.lines()).hasSize(2).allMatch(line -> line.startsWith("{\"sequence\":"));
        assertThat(piped.err()).contains("2 events of 5 left");
        Run json = Run.of("minimize", orders, "--check", "com.acme.Paris", "-cp", folder, "-o", few, "--json");
        assertThat(json.out()).contains("\"events\":5,\"left\":2,\"ids\":[\"0\",\"4\"],\"minimal\":true");
    }

    @Test
    void shouldMinimizeAcrossABreakAndReportIt() throws Exception {
        compile(
                folder,
                "Eleven",
                PREDICATE
                        .replace("Paris implements", "Eleven implements")
                        .replace(
                                "known |= event.type().equals(\"order:new\") && event.payload().toString().contains(\"A-1,\");",
                                "known = true;")
                        .replace("contains(\"Paris\")", "contains(\"newValue=11\")"));
        Path few = folder.resolve("few.jsonl");
        Path paused = BreakFiles.write(folder, false);

        Run run = Run.of(
                "minimize", paused, "--check", "com.acme.Eleven", "-cp", folder, "-o", few, "--json", "--zone", "UTC");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEqualTo("playhead: note: " + BreakFiles.BREAK + "\n");
        assertThat(run.out()).contains("\"left\":1,\"ids\":[\"7\"]").contains("\"breaks\":[{" + BreakFiles.DATA + "]");
    }

    @Test
    void shouldWriteATestThatFailsAsLongAsThePredicateIsTrue() throws Exception {
        compile(folder, "Paris", PREDICATE);
        Path test = Files.createDirectories(folder.resolve("src/test/java/com/acme"))
                .resolve("ParisTest.java");

        Run run = Run.of("minimize", orders, "--check", "com.acme.Paris", "--classpath", folder, "--to-test", test);

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("ParisTest.jsonl").contains("ParisTest.java");
        assertThat(test.resolveSibling("ParisTest.jsonl")).exists();
        assertThat(test).content().startsWith("package com.acme;").contains("The 2 events of 5");
        assertThatThrownBy(() -> runTest(test, "com.acme.ParisTest"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the events still fail");
        compile(folder, "Paris", PREDICATE.replace("return true", "return false")); // the fix
        runTest(test, "com.acme.ParisTest");
    }

    @Test
    void shouldWriteATestThatThrowsTheExceptionOfTheConsumer() throws Exception {
        String long1 = "x".repeat(30_000) + "\\\\ \\u0007 \\\"\\\"\\\" ";
        Path big = EventFiles.write(
                folder,
                "big.jsonl",
                EventFiles.ORDERS
                        + ("{\"type\":\"t\",\"timestamp\":\"2026-03-02T09:00:00Z\",\"source\":\"plugin:fx\",\"payload\":\""
                                + long1 + long1 + "\"}\n"));
        compile(folder, "Throwing", CONSUMER);
        Path test = folder.resolve("FxTest.java");

        Run run = Run.of(
                "minimize",
                big,
                "--type",
                "t",
                "--check",
                "com.acme.Throwing",
                "--classpath",
                folder,
                "--to-test",
                test);

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("1 event of 1 left");
        assertThatThrownBy(() -> runTest(test, "FxTest"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("fx is broken");
    }

    @Test
    void shouldTreatAStackOverflowAsAFailure() {
        compile(
                folder,
                "Deep",
                CONSUMER.replace("Throwing", "Deep")
                        .replace("throw new IllegalStateException(\"fx is broken\")", "accept(events)"));

        assertThat(Run.of("minimize", orders, "--check", "com.acme.Deep", "--classpath", folder)
                        .lines())
                .hasSize(1)
                .allMatch(line -> line.contains("plugin:fx"));
    }

    @Test
    void shouldReportErrorsOfACheck() {
        compile(folder, "Paris", PREDICATE);
        compile(
                folder,
                "Broken",
                PREDICATE
                        .replace("Paris implements", "Broken implements")
                        .replace("boolean known = false", "boolean known = events.get(7) == null"));
        compile(
                folder,
                "NoCheck",
                "package com.acme; public class NoCheck { static { System.setProperty(\"playhead.ran\", \"yes\"); } }");
        compile(
                folder,
                "NoMaker",
                "package com.acme; public class NoMaker implements java.util.function.Predicate<Object> {"
                        + " public NoMaker(int x) {} public boolean test(Object o) { return true; } }");
        compile(
                folder,
                "Hidden",
                "package com.acme; class Hidden implements java.util.function.Predicate<Object> {"
                        + " public boolean test(Object o) { return true; } }");
        compile(
                folder,
                "Unmade",
                "package com.acme; public class Unmade implements java.util.function.Predicate<Object> {"
                        + " public Unmade() { throw new IllegalStateException(\"no\"); } public boolean test(Object o) { return true; } }");

        assertThat(minimize("com.acme.Missing")).contains("there is no class com.acme.Missing on the --classpath");
        assertThat(minimize("com.acme.NoCheck")).contains("is neither a Predicate");
        assertThat(System.clearProperty("playhead.ran"))
                .as("the static initializer of NoCheck has not run")
                .isNull();
        assertThat(minimize("java.util.BitSet")).contains("a class of Playhead or of Java");
        assertThat(minimize("com.acme.NoMaker")).contains("has no public constructor without arguments");
        assertThat(minimize("com.acme.Hidden")).contains("must be a public class");
        assertThat(minimize("com.acme.Unmade")).contains("the constructor of com.acme.Unmade threw");
        assertThat(minimize("com.acme.Broken")).contains("threw with 5 events");
        assertThat(minimize("com.acme.Paris", "--type", "order:new"))
                .contains("the check does not fail with all 2 events of");
        assertThat(minimize("com.acme.Paris", "--type", "nothing")).contains("there are no such events");
        assertThat(minimize("com.acme.Paris", "--to-test", "no-name.java")).contains("must end in the name of a class");
        assertThat(minimize(
                        "com.acme.Paris",
                        "-o",
                        folder.resolve("few.jsonl"),
                        "--to-test",
                        folder.resolve("no/where/ATest.java")))
                .contains("its folder does not exist");
        assertThat(Run.of("minimize", orders, "--check", "X", "--classpath", folder.resolve("none"))
                        .err())
                .contains("does not exist");
    }

    private String minimize(String check, Object... more) {
        List<Object> args = new ArrayList<>(List.of("minimize", orders, "--check", check, "--classpath", folder));
        args.addAll(List.of(more));
        Run run = Run.of(args.toArray());
        assertThat(run.exitCode()).isEqualTo(1);
        return run.err();
    }

    private void compile(Path out, String name, String source) {
        compile(out, EventFiles.write(folder, name + ".java", source));
    }

    private void compile(Path out, Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classpath = Stream.concat(
                        Stream.of(folder.toString()),
                        Stream.of(GridEvent.class, Test.class, API.class).map(QuestionCommandsTest::home))
                .collect(Collectors.joining(java.io.File.pathSeparator));
        int result = compiler.run(
                null, null, null, "-proc:none", "-nowarn", "-d", out.toString(), "-cp", classpath, source.toString());
        assertThat(result).as("compiling %s", source).isZero();
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compiles a test and runs its only method, as JUnit does. */
    private void runTest(Path source, String name) throws Exception {
        Path out = Files.createTempDirectory(folder, "classes");
        compile(out, source);
        URL[] places = {out.toUri().toURL(), folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(places, getClass().getClassLoader())) {
            Class<?> type = loader.loadClass(name);
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            List<Method> tests = Stream.of(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .toList();
            assertThat(tests).hasSize(1);
            tests.get(0).setAccessible(true);
            try {
                tests.get(0).invoke(constructor.newInstance());
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw (Exception) e.getCause();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
