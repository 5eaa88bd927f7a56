// <error-card code="..." case="...">: what an error means, on any page of any site.
//
//   <script src="https://errors.example.com/assets/errdocs/card.js" async></script>
//   <error-card code="RateLimited"><a href="https://errors.example.com/errors/RateLimited/">RateLimited</a></error-card>
//
// Loads as a classic script and as a module. The link inside stays wherever anything fails.
{
  // A classic script knows its address by its element only; a module has none and needs none.
  const script = document.currentScript;
  const folder = script instanceof HTMLScriptElement ? new URL("./", script.src).href : "./";
  import(`${folder}error-card.js`).catch(() => {}); // the links inside the cards stay
}
