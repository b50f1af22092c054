#include "module.hpp"

#include <string_view>

#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/memory.hpp"
#include "coalesce/model/stop.hpp"

namespace coalesce::python {
namespace {

/// Raises an exception with a line as the program prints it. Names of files may be any bytes.
void raise(PyObject* type, std::string_view line) {
    PyObject* const text = PyUnicode_DecodeUTF8(line.data(), static_cast<Py_ssize_t>(line.size()), "backslashreplace");
    if (!text) return;
    PyErr_SetObject(type, text);
    Py_DECREF(text);
}

void translate(const std::exception_ptr& thrown, void*) {
    try {
        std::rethrow_exception(thrown);
    } catch (const InputError& error) {
        raise(PyExc_ValueError, error.what());
    } catch (const Issue& issue) {
        raise(PyExc_ValueError, issue.line());
    } catch (const RunError& error) {
        raise(PyExc_RuntimeError, error.what());
    } catch (const Stopped&) {
        PyErr_SetNone(PyExc_KeyboardInterrupt);
    } catch (const std::bad_alloc&) {
        raise(PyExc_RuntimeError, out_of_memory());
    }
}

}  // namespace
}  // namespace coalesce::python

NB_MODULE(_engine, module) {
    using namespace coalesce::python;
    nb::register_exception_translator(translate);
    module.attr("version") = COALESCE_VERSION;
    add_attention(module);
    add_simulation(module);
    add_tables(module);
}
