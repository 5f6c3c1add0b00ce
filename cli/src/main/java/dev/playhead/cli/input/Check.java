package dev.playhead.cli.input;

import dev.playhead.cli.CommandFailure;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A class of the user that checks whether events cause a failure. If they do, a {@code Predicate<List<GridEvent>>}
 * returns true, and a {@code Consumer<List<GridEvent>>} throws. Each call uses a new instance, so that no state remains
 * from an earlier call.
 */
public final class Check implements Predicate<List<GridEvent>>, AutoCloseable {
    private final String name;
    private final URLClassLoader loader;
    private final Constructor<?> constructor;
    private final boolean throwing;

    private Check(String name, URLClassLoader loader, Constructor<?> constructor, boolean throwing) {
        this.name = name;
        this.loader = loader;
        this.constructor = constructor;
        this.throwing = throwing;
    }

    /**
     * Loads a check.
     *
     * @param name the name of the class
     * @param classpath folders and jars, separated by the path separator of the system
     */
    public static Check load(String name, String classpath) {
        List<URL> urls = new ArrayList<>();
        for (String part : classpath.split(java.io.File.pathSeparator, -1)) {
            if (part.isEmpty()) {
                continue;
            }
            Path path = Path.of(part);
            if (!Files.exists(path)) {
                throw new CommandFailure("--classpath: " + part + " does not exist");
            }
            try {
                urls.add(path.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new CommandFailure("--classpath: " + part + " is not a path: " + e.getMessage());
            }
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), Check.class.getClassLoader());
        try {
            return of(name, loader);
        } catch (CommandFailure e) {
            close(loader);
            throw e;
        }
    }

    private static Check of(String name, URLClassLoader loader) {
        try {
            Class<?> type = Class.forName(name, false, loader); // its initializer runs only if it is a check
            if (type.getClassLoader() != loader) {
                throw new CommandFailure("--check: " + name + " is a class of Playhead or of Java, not of --classpath");
            }
            boolean predicate = Predicate.class.isAssignableFrom(type);
            if (!predicate && !Consumer.class.isAssignableFrom(type)) {
                throw new CommandFailure("--check: " + name + " is neither a Predicate<List<GridEvent>>, which returns"
                        + " true if the events fail, nor a Consumer<List<GridEvent>>, which throws if they fail");
            }
            if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
                throw new CommandFailure("--check: " + name + " must be a public class, and not abstract");
            }
            return new Check(name, loader, type.getConstructor(), !predicate);
        } catch (ClassNotFoundException e) {
            throw new CommandFailure("--check: there is no class " + name + " on the --classpath");
        } catch (LinkageError e) {
            throw new CommandFailure("--check: " + name + " cannot be loaded: " + e);
        } catch (NoSuchMethodException e) {
            throw new CommandFailure("--check: " + name + " has no public constructor without arguments");
        }
    }

    /** {@return the name of the class in source code} */
    public String sourceName() {
        return name.replace('$', '.');
    }

    /** {@return whether the check reports a failure by throwing, not by returning true} */
    public boolean isThrowing() {
        return throwing;
    }

    @Override
    public boolean test(List<GridEvent> events) {
        Object check;
        try {
            check = constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new CommandFailure("--check: the constructor of " + name + " threw " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new CommandFailure("--check: " + name + " cannot be instantiated: " + e);
        }
        if (throwing) {
            return fails(check, events);
        }
        try {
            return predicate(check).test(events);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new CommandFailure("--check: " + name + " threw with " + events.size() + " events: " + e
                    + "; a check that throws if events fail must be a Consumer<List<GridEvent>>");
        }
    }

    @SuppressWarnings("unchecked") // the class does not reveal its type argument
    private static Predicate<List<GridEvent>> predicate(Object check) {
        return (Predicate<List<GridEvent>>) check;
    }

    @SuppressWarnings("unchecked") // the class does not reveal its type argument
    private static boolean fails(Object check, List<GridEvent> events) {
        try {
            ((Consumer<List<GridEvent>>) check).accept(events);
            return false;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return true;
        } catch (LinkageError e) {
            throw new CommandFailure("--check: " + check.getClass().getName() + " cannot run: " + e
                    + "; check that --classpath has all its dependencies");
        }
    }

    @Override
    public void close() {
        close(loader);
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            // No more classes are loaded.
        }
    }
}
