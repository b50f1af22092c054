#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "coalesce/model/error.hpp"
#include "coalesce/model/memory.hpp"
#include "coalesce/model/output.hpp"
#include "command/command.hpp"
#include "command/interruption.hpp"
#include "view/allocator.hpp"

namespace {

int fail(int code, std::string message) {
    // A message has one line, even if a library's text has several.
    for (char& c : message)
        if (c == '\n' || c == '\r') c = ' ';
    std::fprintf(stderr, "coalesce: %s\n", message.c_str());
    return code;
}

int run(const std::vector<std::string>& arguments) {
    using namespace coalesce::command;
    CommandLine line(
        "Coalesce, a desktop laboratory for the dynamics of attention.\n"
        "Without a command it opens the desktop program on SCENE (a file or a shipped scene's name) or the last "
        "scene.",
        "coalesce " COALESCE_VERSION);
    Command root = line.root();
    root.footer(
        "Examples:\n"
        "  coalesce                                        open the desktop program\n"
        "  coalesce run ms1a --set model.beta=50 --out results\n"
        "  coalesce render welcome --out welcome.mp4 --seconds 10\n"
        "Each command explains its options: coalesce render --help");
    add_desktop(root);
    add_scenes(root);
    add_lessons(root);
    add_scene(root);
    add_run(root);
    add_field(root);
    add_render(root);
    add_reproduce(root);
    add_lab(root);
    add_sweep(root);
    add_bench(root);
    add_gpu_check(root);
    add_reference(root);
    line.run(arguments);
    // Buffered output reaches a redirected file only here, where a full disk is noticed.
    if (std::fflush(stdout) != 0) throw coalesce::RunError("standard output: cannot be written");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        // A write beyond `ulimit -f` then fails like one on a full disk; by default SIGXFSZ kills the program.
        std::signal(SIGXFSZ, SIG_IGN);
        coalesce::remove_unfinished_on_signals();
        coalesce::tune_allocator();
        return run({argv + std::min(argc, 1), argv + argc});
    } catch (const coalesce::command::Interrupted& end) {
        return fail(end.exit_code(), end.what());
    } catch (const coalesce::InputError& error) {
        return fail(2, error.what());
    } catch (const coalesce::RunError& error) {
        return fail(1, error.what());
    } catch (const std::bad_alloc&) {
        return fail(1, coalesce::out_of_memory());
    } catch (const std::exception& error) {
        return fail(1, std::string("internal error: ") + error.what());
    }
}
