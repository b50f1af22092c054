#include "arrays.hpp"

#include <cmath>

#include "coalesce/model/error.hpp"

namespace coalesce::python {
namespace {

std::string shape_text(const AnyArray& array) {
    std::string text;
    for (std::size_t k = 0; k < array.ndim(); ++k) text.append(k ? "×" : "").append(std::to_string(array.shape(k)));
    return text.empty() ? "a single number" : "shape " + text;
}

bool is_single(const AnyArray& array, const std::string& name) {
    if (array.dtype() == nb::dtype<float>()) return true;
    if (array.dtype() == nb::dtype<double>()) return false;
    throw InputError(name + ": found numbers of another type, expected float32 or float64");
}

double number_at(const AnyArray& array, bool single, std::int64_t offset) {
    return single ? static_cast<const float*>(array.data())[offset] : static_cast<const double*>(array.data())[offset];
}

}  // namespace

StridedRows rows_of(const AnyArray& array, const std::string& name) {
    if (array.ndim() != 2 || (array.shape(1) != 2 && array.shape(1) != 3))
        throw InputError(name + ": found " + shape_text(array) + ", expected N×2 or N×3");
    if (array.shape(0) == 0) throw InputError(name + ": found no token, expected at least one");
    return {array.data(), is_single(array, name), array.shape(0), array.shape(1), array.stride(0), array.stride(1)};
}

Matrix matrix_of(const AnyArray& array, const std::string& name, int dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    if (array.ndim() != 2 || array.shape(0) != d || array.shape(1) != d) {
        const std::string size = std::to_string(d);
        throw InputError(name + ": found " + shape_text(array) + ", expected " + size + "×" + size + " since x has " +
                         size + " columns");
    }
    const bool single = is_single(array, name);
    Matrix matrix;
    matrix.dimension = dimension;
    for (int row = 0; row < dimension; ++row)
        for (int column = 0; column < dimension; ++column)
            matrix(row, column) = number_at(array, single, row * array.stride(0) + column * array.stride(1));
    if (!is_finite(matrix)) throw InputError(name + ": found an entry that is not finite");
    return matrix;
}

std::vector<double> numbers_of(const AnyArray& array, const std::string& name, std::size_t count) {
    if (array.ndim() != 1 || array.shape(0) != count)
        throw InputError(name + ": found " + shape_text(array) + ", expected one number for each of " +
                         std::to_string(count) + " tokens");
    const bool single = is_single(array, name);
    std::vector<double> numbers(count);
    for (std::size_t i = 0; i < count; ++i)
        numbers[i] = number_at(array, single, static_cast<std::int64_t>(i) * array.stride(0));
    return numbers;
}

}  // namespace coalesce::python
