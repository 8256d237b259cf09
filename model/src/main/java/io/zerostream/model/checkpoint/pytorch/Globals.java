package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyGlobal;
import java.util.Set;

/**
 * Which names a pickle may hold. A name alone does nothing here, but a file that names a way to run commands was made to
 * do harm elsewhere, and is refused whatever else it holds.
 */
final class Globals {
    private static final int LONGEST_SHOWN = 120;

    /** Python's own modules that a checkpoint can have an honest reason to name; no other of these may be named. */
    private static final Set<String> REFUSED_MODULES = words("""
            os posix nt posixpath ntpath subprocess sys shutil socket pty commands popen2 importlib imp
            runpy code codeop pickle _pickle cPickle marshal ctypes _ctypes cffi multiprocessing concurrent
            threading _thread asyncio signal webbrowser urllib http ftplib smtplib telnetlib tempfile io _io
            pdb bdb timeit cProfile profile trace operator _operator inspect pkgutil zipimport site pip
            distutils setuptools linecache fileinput platform gc atexit sched ast dis doctest unittest venv
            ensurepip mmap resource fcntl nturl2path _posixsubprocess _winapi winreg msvcrt xmlrpc
            socketserver shelve dbm sqlite3 antigravity idlelib""");

    private static final Set<String> BUILTINS = words("""
            dict list set frozenset tuple int float bool str bytes bytearray complex object slice range type
            NoneType Ellipsis NotImplemented""");

    private static final Set<String> FUNCTOOLS = Set.of("partial", "OrderedDict");

    private static final Set<String> TORCH =
            Set.of("torch.load", "torch.storage._load_from_bytes", "torch.compile", "torch.save");

    private static final Set<String> TORCH_PACKAGES = words("""
            torch.hub. torch.jit. torch.package. torch.utils. torch.multiprocessing. torch.ops.
            torch.serialization.load torch.testing. torch.fx. torch.distributed.rpc torch.distributed.run""");

    private Globals() {}

    /** The words of a text. */
    static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /**
     * A name in Python 3's spelling.
     *
     * @throws ModelException when it may not be named
     */
    static PyGlobal checked(String module, String name) {
        String now =
                switch (module) {
                    case "__builtin__" -> "builtins";
                    case "copy_reg" -> "copyreg";
                    default -> module;
                };
        PyGlobal global = new PyGlobal(now, name);
        int dot = now.indexOf('.');
        String top = dot < 0 ? now : now.substring(0, dot);
        boolean refused =
                switch (top) {
                    case "builtins" -> !BUILTINS.contains(name);
                    case "functools" -> !FUNCTOOLS.contains(name);
                    case "types" -> !name.equals("SimpleNamespace");
                    case "torch" ->
                        TORCH.contains(global.toString())
                                || TORCH_PACKAGES.stream()
                                        .anyMatch(p -> global.toString().startsWith(p));
                    default -> REFUSED_MODULES.contains(top);
                };
        if (refused || module.isEmpty() || name.isEmpty()) {
            throw new ModelException("it names " + printable(global.toString())
                    + ", which no tensors need: the file is not to be trusted; nothing was called");
        }
        return global;
    }

    /** A foreign text, safe to show. */
    static String printable(String text) {
        String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        return "'" + shown.replaceAll("[^\\x20-\\x7e…]", "?") + "'";
    }
}
