#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

// The module coalesce._engine, behind the package coalesce, which has the documentation and the types of what it
// offers.
namespace coalesce::python {

namespace nb = nanobind;

/// An array of the caller's, of any shape, order and type of numbers, on the CPU.
using AnyArray = nb::ndarray<nb::ro, nb::device::cpu>;

// Each adds a part of the module.
void add_attention(nb::module_& module);
void add_simulation(nb::module_& module);
void add_tables(nb::module_& module);

}  // namespace coalesce::python
