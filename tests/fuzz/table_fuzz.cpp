#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "coalesce/model/error.hpp"
#include "coalesce/model/token_file.hpp"

using namespace coalesce;

/// Requires that any text gives finite rows of equal length, none of them zero, or an InputError of one line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const NpyArray array = parse_token_text({reinterpret_cast<const char*>(data), size}, "fuzz");
        if (array.rows == 0 || array.columns == 0 || array.values.size() != array.rows * array.columns) std::abort();
        for (std::size_t i = 0; i < array.rows; ++i) {
            double norm = 0;
            for (std::size_t k = 0; k < array.columns; ++k) norm += std::abs(array.values[i * array.columns + k]);
            if (norm == 0 || std::isnan(norm)) std::abort();
        }
    } catch (const InputError& error) {
        const std::string_view message = error.what();
        if (message.empty() || message.size() > 2000 || message.find('\n') != std::string_view::npos) std::abort();
    }
    return 0;
}
