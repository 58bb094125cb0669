/** Style sheets arrive as minified text, for constructable style sheets. */
declare module "*.css" {
  const css: string;
  export default css;
}
