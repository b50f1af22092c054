#include <cstdint>
#include <cstdlib>

#include "coalesce/model/error.hpp"
#include "coalesce/model/npz.hpp"

using namespace coalesce;

/// Requires that any bytes give tokens that they can hold, with a mass for each or none, or an InputError of one line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const NpzTokens read = parse_npz({data, size}, "fuzz");
        const NpyArray& tokens = read.tokens;
        if (tokens.rows == 0 || tokens.columns == 0) std::abort();
        // deflate packs at most 1032 bytes into one.
        if (tokens.values.size() != tokens.rows * tokens.columns || tokens.values.size() * 2 > 1032 * size)
            std::abort();
        if (!read.masses.empty() && read.masses.size() != tokens.rows) std::abort();
        for (const double mass : read.masses)
            if (!(mass > 0)) std::abort();
    } catch (const InputError& error) {
        const std::string_view message = error.what();
        if (message.empty() || message.size() > 2000 || message.find('\n') != std::string_view::npos) std::abort();
    }
    return 0;
}
