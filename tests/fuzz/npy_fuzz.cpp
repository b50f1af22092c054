#include <cstdint>
#include <cstdlib>

#include "coalesce/model/error.hpp"
#include "coalesce/model/npy.hpp"

using namespace coalesce;

/// Requires that any bytes give an array within them or an InputError of one line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const NpyArray array = parse_npy({data, size}, "fuzz");
        if (array.rows == 0 || array.columns == 0) std::abort();
        if (array.values.size() != array.rows * array.columns || array.values.size() * 2 > size) std::abort();
    } catch (const InputError& error) {
        const std::string_view message = error.what();
        if (message.empty() || message.size() > 2000 || message.find('\n') != std::string_view::npos) std::abort();
    }
    return 0;
}
