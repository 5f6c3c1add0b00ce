package dev.playhead.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A block of Java code in a document, and its expected output. The code is a class, a module descriptor, or imports and
 * statements. The output is in the text block after the code; without such a block, no output is expected.
 *
 * @param document the path of the document
 * @param line the number of the first line of the block in the document, counted from 1
 * @param code the Java code
 * @param output the expected output
 */
record Sample(String document, int line, String code, String output) {
    private static final Pattern BLOCK =
            Pattern.compile("```java\n(.*?)```\n(?:\n*```text\n(.*?)```)?", Pattern.DOTALL);
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\n");
    private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");

    static List<Sample> of(String document) throws Exception {
        String text = Files.readString(Path.of("..", "..").resolve(document));
        return BLOCK.matcher(text)
                .results()
                .map(block -> new Sample(
                        document,
                        (int) text.substring(0, block.start()).lines().count() + 1,
                        block.group(1),
                        block.group(2) == null ? "" : block.group(2)))
                .toList();
    }

    boolean isModule() {
        return code.contains("module ") && code.contains("requires ");
    }

    private boolean isTest() {
        return TYPE.matcher(code).find() && !code.contains(" main(");
    }

    /** Compiles the sample, runs it in an empty folder, and checks its output. */
    void run(Path work) throws Exception {
        Path classes = Files.createDirectory(work.resolve("classes"));
        String classPath = System.getProperty("java.class.path");
        String name = className();
        compile(List.of("-d", classes.toString(), "-cp", classPath), List.of(source(name, compilationUnit(""))));

        List<String> program = isTest() ? List.of(TestMethods.class.getName(), name) : List.of(name);
        assertThat(start(work, List.of("-cp", classes + System.getProperty("path.separator") + classPath), program))
                .isEqualTo(output);
    }

    /** Compiles the sample as a module with the given descriptor, runs it in an empty folder, and checks its output. */
    void runInModule(Sample descriptor, Path work) throws Exception {
        Path classes = Files.createDirectory(work.resolve("classes"));
        String modulePath = modulePath();
        Matcher module = Pattern.compile("module ([\\w.]+)").matcher(descriptor.code);
        assertThat(module.find()).isTrue();
        String packageName = module.group(1);
        compile(
                List.of("-d", classes.toString(), "-p", modulePath),
                List.of(
                        source("module-info", descriptor.code),
                        source(
                                packageName.replace('.', '/') + "/" + className(),
                                compilationUnit("package " + packageName + ";\n"))));

        List<String> program = List.of("-m", packageName + "/" + packageName + "." + className());
        assertThat(start(work, List.of("-p", classes + System.getProperty("path.separator") + modulePath), program))
                .isEqualTo(output);
    }

    private static String modulePath() {
        String separator = System.getProperty("path.separator");
        return Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(separator)))
                .filter(entry -> entry.matches(
                        ".*(playhead-core|playhead-sqlite|jackson-core|jspecify|pcollections|sqlite-jdbc).*"
                                + "|.*(core|sqlite).target.classes.?"))
                .collect(Collectors.joining(separator));
    }

    private String className() {
        Matcher type = TYPE.matcher(code);
        return type.find() ? type.group(1) : "Sample";
    }

    private String compilationUnit(String packageLine) {
        if (TYPE.matcher(code).find()) {
            return packageLine + code;
        }
        String imports = IMPORT.matcher(code).results().map(MatchResult::group).collect(Collectors.joining());
        String statements = IMPORT.matcher(code).replaceAll("");
        return packageLine + imports
                + "public class Sample { public static void main(String[] args) throws Exception {\n" + statements
                + "}}\n";
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static void compile(List<String> options, List<JavaFileObject> sources) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostics, options, null, sources)
                .call();
        assertThat(compiled).as("%s", diagnostics.getDiagnostics()).isTrue();
    }

    /** Runs a program in an empty folder. Returns its output, including warnings of the virtual machine. */
    private static String start(Path work, List<String> path, List<String> program) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1"); // makes the program start faster
        command.add("--enable-native-access=ALL-UNNAMED");
        if (path.contains("-p")) {
            command.add("--enable-native-access=org.xerial.sqlitejdbc");
        }
        command.addAll(path);
        command.addAll(program);
        Path out = work.resolve("out");
        Process process = new ProcessBuilder(command)
                .directory(Files.createDirectory(work.resolve("folder")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int exitCode = process.waitFor();
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(exitCode).as("%s", printed).isZero();
        return printed;
    }

    @Override
    public String toString() {
        return document + ":" + line;
    }
}
