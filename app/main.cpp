#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "command/command.hpp"
#include "command/interruption.hpp"
#include "command/usage.hpp"
#include "model/error.hpp"
#include "model/memory.hpp"
#include "model/output.hpp"
#include "view/allocator.hpp"

namespace {

int fail(int code, std::string message) {
    // A message has one line, even if a library's text has several.
    for (char& c : message)
        if (c == '\n' || c == '\r') c = ' ';
    std::fprintf(stderr, "coalesce: %s\n", message.c_str());
    return code;
}

int run(int argc, char** argv) {
    CLI::App app{
        "Coalesce, a desktop laboratory for the dynamics of attention.\n"
        "Without a command it opens the desktop program on SCENE (a file or a shipped scene's name) or the last "
        "scene."};
    app.name("coalesce");
    app.footer(
        "Examples:\n"
        "  coalesce                                        open the desktop program\n"
        "  coalesce run ms1a --set model.beta=50 --out results\n"
        "  coalesce render welcome --out welcome.mp4 --seconds 10\n"
        "Each command explains its options: coalesce render --help");
    app.set_version_flag("--version", "coalesce " COALESCE_VERSION);
    app.get_formatter()->column_width(34);
    using namespace coalesce::command;
    add_desktop(app);
    add_scenes(app);
    add_run(app);
    add_field(app);
    add_render(app);
    add_reproduce(app);
    add_lab(app);
    add_bench(app);
    add_gpu_check(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {  // --help, --version
            app.exit(error);
            std::cout.flush();
            if (!std::cout) throw coalesce::RunError("standard output: cannot be written");
            return 0;
        }
        return fail(2, explain(app, error));
    }
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
        return run(argc, argv);
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
