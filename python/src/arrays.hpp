#pragma once

#include <string>
#include <vector>

#include "coalesce/model/cloud_of_rows.hpp"
#include "coalesce/model/matrix.hpp"
#include "module.hpp"

namespace coalesce::python {

/// Views an array of tokens: N×2 or N×3, N ≥ 1, float32 or float64. @throws InputError
StridedRows rows_of(const AnyArray& array, const std::string& name);
/// Reads a d×d matrix. @throws InputError
Matrix matrix_of(const AnyArray& array, const std::string& name, int dimension);
/// Reads N numbers. @throws InputError
std::vector<double> numbers_of(const AnyArray& array, const std::string& name, std::size_t count);

/// Gives a vector to Python as an array of the shape, in C order, without a copy.
template <class Number>
nb::ndarray<nb::numpy, Number> array_of(std::vector<Number> values, std::vector<std::size_t> shape) {
    auto* const kept = new std::vector<Number>(std::move(values));
    const nb::capsule owner(kept, [](void* at) noexcept { delete static_cast<std::vector<Number>*>(at); });
    return {kept->data(), shape.size(), shape.data(), owner};
}
template <class Number>
nb::ndarray<nb::numpy, Number> array_of(std::vector<Number> values) {
    const std::size_t count = values.size();
    return array_of(std::move(values), {count});
}

}  // namespace coalesce::python
