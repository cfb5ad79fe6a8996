/// Every page of the two portals, one function a page: a view model and a context in, HTML out.
///
/// A page is pure: it reads no clock, no file and no state, and the same input gives the same bytes.
public enum Pages {}
